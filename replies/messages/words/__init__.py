"""What is said: the kinds of message with the program's words, the office's words, and the quiet hours."""
