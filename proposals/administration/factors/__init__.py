"""两步登录: a code from the telephone beside the password; who must have it, and the way back when it is lost."""
