"""POST /import/begin, /import/slice: the copy of an archive that the page of imports sends.

The answers are JSON for the script of the page: the upload and how much of it has arrived, or a
sentence that says why it is refused.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from ...archive import copies, uploads
from ...archive.stored_uploads import Announced, Upload
from ...archive.uploads import AnotherUpload, UploadError
from ...db.models import db
from ...errors import StorageError
from .. import current

blueprint = Blueprint("archive_upload", __name__)


@blueprint.post("/import/begin")
def begin() -> Response:
    """Begin an upload, or continue the one of the same archive."""
    form = request.form
    announced = Announced(
        name=form.get("name", ""),
        source_bytes=form.get("source_bytes", 0, type=int),
        fingerprint=form.get("fingerprint", ""),
        length=form.get("length", 0, type=int),
    )
    in_use = copies.in_use(db.session())
    return _state(uploads.begin(current.logbook().settings, announced, in_use))


@blueprint.post("/import/slice")
def receive() -> Response:
    """Write one slice. The answer says where to continue, also if the slice was left out."""
    upload = uploads.append(
        current.logbook().settings,
        request.args.get("id", ""),
        request.args.get("offset", -1, type=int),
        request.content_length or 0,
        request.stream,
    )
    return _state(upload)


@blueprint.errorhandler(AnotherUpload)
def _refuse_another(error: AnotherUpload) -> tuple[Response, int]:
    return jsonify(error=str(error), is_occupied=True), 409


@blueprint.errorhandler(UploadError)
def _refuse(error: UploadError) -> tuple[Response, int]:
    return _error(error), 409


@blueprint.errorhandler(StorageError)
def _retry_later(error: StorageError) -> tuple[Response, int]:
    return _error(error), 503


def _state(upload: Upload) -> Response:
    return jsonify(id=upload.id, received=upload.received)


def _error(error: Exception) -> Any:
    return jsonify(error=str(error))
