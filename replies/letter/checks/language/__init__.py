"""How a letter is written, whatever its case: numbering, marks, figures, words (GB/T 9704, 15834, 15835)."""
