"""授权: roles are asked for by the administrator of people and given by the administrator of roles."""
