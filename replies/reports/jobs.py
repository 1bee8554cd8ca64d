"""How the files of a version are made: by a worker, which may be killed at any moment (replies/jobs.py), from what is
kept with the version. Nothing is noted before both files are stored, and then both at once."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks import task

from replies.jobs import Jobs
from replies.letter.docx.report_file import write_report
from replies.letter.pdf.pictures import draw_picture, opened_pdf
from replies.letter.pdf.press import render_picture
from replies.letter.pdf.report_pages import render_report_pages
from replies.letter.report_paper import ReportPaper
from replies.models import MadeReport

MOST_ATTEMPTS = 10
PDFS, WORDS = "reports/pdf", "reports/word"


@task()
def make_report_files(pk: int) -> None:
    """Make the files of a version, unless they are made or another worker is at it."""
    REPORTS.run(pk, make_both_files, explain_unmade)


REPORTS = Jobs(MadeReport, make_report_files, MadeReport.State.MAKING, MOST_ATTEMPTS, "请告诉系统管理员。")


def make_both_files(made: MadeReport) -> None:
    """The PDF and the Word file of a version that this worker has claimed."""
    paper = ReportPaper.from_json(made.content)
    pictures = {one.key: draw_picture(render_picture(one.svg, one.width, one.height)) for one in paper.charts}
    REPORTS.beat(made, 1)
    pdf = render_report_pages(paper)
    REPORTS.beat(made, 2)
    with opened_pdf(pdf) as opened:
        pages = len(opened)
    word = write_report(paper, pictures)
    stored = [
        default_storage.save(f"{PDFS}/{made.pk}-{made.attempt}.pdf", ContentFile(pdf)),
        default_storage.save(f"{WORDS}/{made.pk}-{made.attempt}.docx", ContentFile(word)),
    ]
    try:
        REPORTS.finish(made, done=made.STEPS, file=stored[0], word=stored[1], pages=pages)
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def explain_unmade(error: Exception) -> str:
    """Why no files were made, to the person who asked for them."""
    why = "服务器的磁盘满了，或者存不进文件" if isinstance(error, OSError) else "程序出了错"
    return f"{why}。数字和文字都还在。请告诉系统管理员，处理好以后点“再做一次”。"


def tidy_report_files() -> int:
    """Remove what killed workers left in the store. Returns how many files."""
    return REPORTS.remove_orphans(PDFS) + REPORTS.remove_orphans(WORDS, "word")
