"""Needs held against a catalog: staging works on photos, and only staging does."""

from collections.abc import Iterable, Iterator, Set

from listwright.errors import Diagnostic
from listwright.model.need import NeedSpec


def source_findings(needs: Iterable[NeedSpec], staging_slugs: Set[str]) -> Iterator[Diagnostic]:
    """What is wrong with the sources that the needs of one home, at one account, name."""
    needs = tuple(needs)
    staged = {spec.key for spec in needs if spec.slug in staging_slugs}
    for spec in needs:
        if spec.key not in staged:
            if spec.source is not None or spec.follow_source:
                yield _no_staging(spec)
        elif spec.source is not None and spec.source.key in staged:
            yield _source_is_staging(spec)


def _no_staging(spec: NeedSpec) -> Diagnostic:
    name = "source" if spec.source is not None else "follow_source"
    return Diagnostic(
        code="LW1365",
        summary="Only staging has a source",
        detail=f"The need `{spec.key}` writes `{name}`, but `{spec.slug}` is made by a visit, not "
        "from photos.",
        fix=f"Take `{name}` away, or order a staging service.",
        span=spec.spans[name],
    )


def _source_is_staging(spec: NeedSpec) -> Diagnostic:
    source = spec.source.key if spec.source is not None else ""
    itself = " itself" if source == spec.key else ""
    return Diagnostic(
        code="LW1366",
        summary="Staging cannot work on staging",
        detail=f"The need `{spec.key}` names `{source}` as its source, which is staging{itself}.",
        fix="Name the need whose photos are to be staged, such as `source: photos`.",
        span=spec.spans["source"],
    )
