"""Plain text as people paste it."""

import re

# Line ends of Windows, of Word (soft break, page break) and of the web.
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Controls, marks without a shape (zero width, text direction), halves of pairs, points that stand for nothing.
UNSEEN = ("Cc", "Cf", "Cs", "Cn")

MOST_LINES = 900  # the paper form takes no more paragraphs in one text
