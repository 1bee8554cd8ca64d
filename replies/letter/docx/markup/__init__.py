"""What the XML of Word says: its package opened, its body as lines and tables, its numbers and fields worked out."""
