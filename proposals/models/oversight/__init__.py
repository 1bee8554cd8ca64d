"""What the two bodies, 区政府办公室 and 代表工作机构, see to from outside the units."""
