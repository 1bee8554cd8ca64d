"""并案: two suggestions handled as one (proposals/cases/joint.py), their texts, and what the deputies are told."""
