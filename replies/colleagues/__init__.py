"""同事: notes on a case with @name (留言), 关注. What is said here stays in the unit and is printed nowhere."""
