"""Files that belong to a case, for anyone who may see the case."""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.views.decorators.http import require_safe

from proposals.request import StaffRequest
from replies.originals.shown import find_attachment, read_bytes


@login_required
@require_safe
def attachment_file(request: StaffRequest, pk: int) -> FileResponse:
    """The bytes as a download, never shown inside our own pages: they are shown as pictures of their pages."""
    row = find_attachment(request.user, pk)
    content = io.BytesIO(read_bytes(row))
    response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Cache-Control"] = "private, no-store"
    return response
