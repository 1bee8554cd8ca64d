"""材料: the folder of a case (photos, surveys, 会议纪要), seen by the unit alone; some go with the letter."""
