"""Word files in and out: package.py opens what came from outside, read.py and list_numbers.py take the text out,
write.py makes a letter in the styles of GB/T 9704-2012."""
