"""The list of cases, and its workbook."""
