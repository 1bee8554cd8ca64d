"""Word files in and out: package.py opens what came from outside, read.py and list_numbers.py take out its text,
write.py makes a letter in the styles of GB/T 9704-2012."""
