"""单位.xlsx, 人员.xlsx, 代表.xlsx: read, shown row by row, taken in at a press; given out."""
