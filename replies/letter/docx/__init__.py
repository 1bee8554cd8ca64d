"""Word files in and out: package.py opens what came from outside, read.py and numbering.py take the text out of it,
write.py makes a letter in the styles of GB/T 9704-2012."""
