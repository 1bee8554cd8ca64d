"""What the heads kept outside prove: their files (folder), the journal and the keys (against), the cases' chains."""
