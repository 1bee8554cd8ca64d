"""办理情况报告: what an office writes in it, and each time it was made; what units are asked to hand in."""
