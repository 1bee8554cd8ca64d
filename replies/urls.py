from django.urls import URLPattern, path

app_name = "replies"
urlpatterns: list[URLPattern] = []
