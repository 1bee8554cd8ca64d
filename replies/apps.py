from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "replies"
    verbose_name = "答复"

    def ready(self) -> None:
        from replies.pdf import faces

        faces.register()
