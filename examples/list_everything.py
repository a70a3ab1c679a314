"""List every identity, its engagements and their numbers; the progress is told beside it.

python examples/list_everything.py > everything.txt
"""

import sys

from messaging_engagement import Client, Progress


def show(progress: Progress) -> None:
    """Tell how far it is, a line for each page."""
    print(f"{progress.items} of {progress.total_items} identities", file=sys.stderr)


with Client() as client:
    # Pages are read when they are needed, so this begins at once and holds one page at a time.
    for identity in client.identities.list(page_size=100, on_progress=show):
        print(identity.identity_id, identity.display_name)
        for engagement in client.engagements.list(identity_id=identity.identity_id):
            numbers = list(client.numbers.list(engagement.engagement_id))
            print("   ", engagement.engagement_id, engagement.use_case, *numbers)
