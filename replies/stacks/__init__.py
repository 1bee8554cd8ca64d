"""一叠签名表: many signed forms in one scan, told apart by their codes and entered one after the other."""
