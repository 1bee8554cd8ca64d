"""What a refusal gives back of a form: the texts that somebody wrote, and nothing that was only chosen or counted."""

from django.test import RequestFactory

from proposals.web.middleware import typed_texts


def test_texts_are_given_back_and_choices_figures_and_passwords_are_not():
    sent = {
        "summary": "听取意见，代表表示理解。",
        "phone": "021-55550402",
        "due_on": "2026-03-05",
        "wide": "２０２６／３．５",
        "classification": "正在研究解决",
        "old_password": "这是一个口令",
        "name": "高扬",
        "place": "problems",
        "window": "0d217c3f0d217c3f0d217c3f0d217c3f",
        "press": "7f0e6a52-6c0e-4f0e-9a52-6c0e4f0e9a52",
        "back": "/cases/1/#told",
        "address": "gongyuan-lu-100-nong-3-hao",  # in small letters, and written all the same
    }
    kept = typed_texts(RequestFactory().post("/", sent))
    assert kept == ["听取意见，代表表示理解。", "２０２６／３．５", "gongyuan-lu-100-nong-3-hao"]
