"""What the vendors say of themselves: jobs made as orders change, and posted in their order.

Belongs here: subscriptions, the memory of what was told, the jobs with their retries, what a fault
makes of one, and the posting. What an event is and how it looks is the vendor's own package.
Never here: routes and switches (`sandbox`), a reading of what the receiver does with a webhook,
anything of `listwright.webhook`: the receiver is written from the same pages, not from this.
"""
