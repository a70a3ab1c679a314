"""Read a long list with several requests under way at once, and use what comes as it comes.

python examples/read_ahead.py
"""

import asyncio
from collections import Counter

from messaging_engagement import AsyncClient


async def main() -> None:
    """Count the identities by their kind, and the numbers of every engagement."""
    async with AsyncClient() as client:
        kinds = Counter[str]()
        # Up to four pages are on their way while this one is used; the order stays.
        async for identity in client.identities.list(page_size=100, prefetch=4):
            kinds[identity.entity_type or "unknown"] += 1
        print(*(f"{count} {kind}" for kind, count in kinds.most_common()), sep=", ")

        engagements = [one.engagement_id async for one in client.engagements.list(prefetch=4)]
        # Calls of one client may run side by side.
        async with asyncio.TaskGroup() as group:
            counts = [
                group.create_task(client.numbers.list(engagement_id).total_items())
                for engagement_id in engagements
            ]
        print(f"{sum(count.result() for count in counts)} numbers in {len(counts)} engagements")


asyncio.run(main())
