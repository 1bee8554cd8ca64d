"""Files that belong to a case, for anyone who may see the case."""

import io

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals.models import Attachment, Case
from proposals.request import StaffRequest


@login_required
@require_safe
def attachment_file(request: StaffRequest, pk: int) -> FileResponse:
    """The bytes as a download, never shown inside our own pages. A suggestion's own file goes to every unit
    that handles it; what one unit took in, to those who see that unit's case and to a unit it was sent to when it
    was asked for its opinion."""
    row = get_object_or_404(Attachment, pk=pk)
    cases = Case.objects.visible_to(request.user)
    own = Q(pk=row.case_id) | Q(asked_through__enclosure=row)
    mine = cases.filter(own) if row.case_id else cases.filter(suggestion=row.suggestion_id)
    if not mine.exists():
        raise Http404
    try:
        with row.file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=row.name, content_type=row.content_type)
    response["Cache-Control"] = "private, no-store"
    return response
