"""Tables in a letter's text: the mark they are kept in, their figures, the width of their columns."""
