"""The heavy proofs, a table each: `make prove` (an hour), `python -m bench.prove NAME` for one of them."""
