"""登录的地方: where a person is signed in; one of them ended, or all others."""
