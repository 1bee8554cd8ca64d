"""记录: what administrators did, who signed in, who took lists away as files; read and exported, never changed."""
