"""An order of AI HomeDesign in one line, for lists and for tests."""

from datetime import datetime

from listwright.sandbox.aihomedesign.archive import Archive
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.progress import Stage, is_busy, stage_at
from listwright.sandbox.aihomedesign.record import Order, StagingSummary


def staging_summary(
    archive: Archive, order: Order, now: datetime, *, eta_factor: float
) -> StagingSummary:
    """The order at `now`; a job takes `eta_factor` times its own `eta`."""
    jobs = archive.jobs_of(order.order_id)
    project = archive.project(order.project_id) if order.project_id else None
    stages = [stage_at(job, now, eta_factor=eta_factor) for job in jobs]
    busy = is_busy(jobs, now, eta_factor=eta_factor)
    return StagingSummary(
        order_id=order.order_id,
        api=order.api.value,
        account=order.account,
        project=project.address if project else None,
        tool=jobs[-1].recipe.tool if jobs else order.service,
        status=literals().words["order_working" if busy else "order_idle"],
        uploads=len(archive.assets_of(order.order_id)),
        submits=len(jobs),
        finished=stages.count(Stage.DONE),
        credits=sum(job.credits for job in jobs),
        created=order.created,
    )
