"""Where photos are taken from, with the paths and the columns it names checked."""

from listwright.config.build.paths import refuse_outside
from listwright.config.build.scope import Scope
from listwright.config.schema.staging import SourceDocument
from listwright.model.names import NeedKey, OrderId
from listwright.model.rules import Source, Template, Written


def build_source(document: SourceDocument | None, scope: Scope) -> Written[Source] | None:
    """The source with its place; None too when it does not say where the photos are."""
    if document is None:
        return None
    need, order_id, files = document.need, document.order_id, document.files
    if need is None and order_id is None and files is None:
        return None
    source = Source(
        key=NeedKey(need.value) if need else None,
        order_id=OrderId(order_id.value) if order_id else None,
        files=tuple(_path(one, scope) for one in files.value) if files else (),
        captions=tuple(one.value for one in document.captions.value) if document.captions else (),
        sequences=tuple(one.value for one in document.sequences.value)
        if document.sequences
        else (),
    )
    return Written(source, need.span if need else document.span)


def _path(written: Written[Template], scope: Scope) -> Template:
    """A pattern below the project, as far as it can be told before facts are inserted."""
    scope.path(written)
    text = "".join("fact" if index % 2 else part for index, part in enumerate(written.value.parts))
    refuse_outside(text, written.span, scope.found)
    return written.value
