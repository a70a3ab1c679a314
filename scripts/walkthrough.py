"""What ``scripts/demo`` shows: the client at work over real HTTP, against the mock server.

Every request example of the published page goes through the client and comes back. What went over
the wire is printed, without the credentials.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from messaging_engagement import Client, NotFoundError, models
from messaging_engagement_contract import MockServer

if TYPE_CHECKING:
    from collections.abc import Callable

API = "/v1/messaging-engagement"
PAGE_FACTS = Path(__file__).resolve().parents[1] / "tests" / "data" / "published-page-facts.json"
MANY = 250
WIDTH = 100


def main() -> int:
    """Walk through the life of an identity; 0 if all went as it should."""
    examples = published_examples()
    with MockServer() as server:
        print(f"The mock server listens on {server.url}; nothing leaves this machine.")
        hooks: dict[str, list[Callable[..., None]]] = {
            "request": [show_request],
            "response": [show_response],
        }
        with (
            httpx.Client(event_hooks=hooks) as http_client,
            Client(
                api_key="abcd1234",
                api_secret="mock-secret",  # noqa: S106 - the public secret of the mock
                base_url=server.url,
                http_client=http_client,
            ) as client,
        ):
            walk(client, examples)
        with Client(
            api_key="wxyz5678",
            api_secret="mock-secret",  # noqa: S106 - the public secret of the mock
            base_url=server.url,
        ) as client:
            page_through_many(client)
    title("Done")
    print(f"All {len(examples)} published request examples went there and back.")
    return 0


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """Read the operations of the published page, by method and path below the API."""
    return {
        (operation["method"], operation["path"].removeprefix(API)): operation
        for operation in json.loads(PAGE_FACTS.read_bytes())
    }


def published_examples() -> dict[tuple[str, str], Any]:
    """Give the request examples of the published page, by method and path below the API."""
    return {
        place: operation["request_example"]
        for place, operation in operations().items()
        if "request_example" in operation
    }


def walk(client: Client, examples: dict[tuple[str, str], Any]) -> None:
    """Call all fifteen operations on one identity, one engagement and two numbers."""
    title("An identity: created, read, changed, replaced")
    company = models.PublicCompany.from_dict(examples["POST", "/identities"])
    identity = client.identities.create(company)
    expect(client.identities.get(identity.identity_id) == identity, "what was created is read")
    changes = models.IdentityChanges.from_dict(examples["PATCH", "/identities/{identity_id}"])
    client.identities.update(identity.identity_id, changes)
    whole = models.IdentityReplacement.from_dict(examples["PUT", "/identities/{identity_id}"])
    identity = client.identities.replace(identity.identity_id, whole)
    listed = list(client.identities.list())
    expect(listed == [identity], "the list has the identity")

    title("An engagement of the identity: created, read, changed, replaced")
    new = models.NewEngagement.from_dict(examples["POST", "/engagements"])
    new.identity_id = identity.identity_id
    engagement = client.engagements.create(new)
    expect(client.engagements.get(engagement.engagement_id) == engagement, "it is read")
    for method, call in (("PATCH", client.engagements.update), ("PUT", client.engagements.replace)):
        example = examples[method, "/engagements/{engagement_id}"]
        details = models.EngagementDetails.from_dict(example)
        details.identity_id = identity.identity_id
        engagement = call(engagement.engagement_id, details)
    of_identity = list(client.engagements.list(identity_id=identity.identity_id))
    expect(of_identity == [engagement], "the list has the engagement")

    title("Numbers in the engagement: added, listed, removed")
    add = models.NumberList.from_dict(examples["POST", "/engagements/{engagement_id}/numbers"])
    added = client.numbers.add(engagement.engagement_id, add.numbers)
    expect(not added.failed, "every number was added")
    numbers = list(client.numbers.list(engagement.engagement_id))
    expect(numbers == add.numbers, "the list has them")
    path = "/engagements/{engagement_id}/numbers/delete"
    remove = models.NumberList.from_dict(examples["POST", path])
    removed = client.numbers.remove(engagement.engagement_id, remove.numbers)
    expect(not removed.failed, "every number was removed")

    title("The end of both")
    client.engagements.delete(engagement.engagement_id)
    client.identities.delete(identity.identity_id)
    try:
        client.identities.get(identity.identity_id)
    except NotFoundError as error:
        print(f"  As it should be: {error}")
    else:
        expect(False, "a deleted identity is gone")  # noqa: FBT003 - it reads as a sentence


def page_through_many(client: Client) -> None:
    """Create a few hundred identities and list them page by page."""
    title(f"{MANY} identities in another account, listed 100 a page")
    created = [client.identities.create(person(number)).identity_id for number in range(MANY)]
    listed: list[str] = []
    for page in client.identities.list(page_size=100).pages():
        listed += [identity.identity_id for identity in page.items]
        print(f"  page {page.number} of {page.total_pages}: {len(listed)} so far")
    expect(listed == created, "the pages hold every identity once, in order")


def person(number: int) -> models.IndividualPerson:
    """Make up a person."""
    return models.IndividualPerson(
        display_name=f"Person {number}",
        phone=f"+1555{number:07}",
        country="US",
        email=f"person-{number}@example.com",
        brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
    )


def show_request(request: httpx.Request) -> None:
    """Print a request, without its credentials."""
    print(f"\n  > {request.method} {request.url.raw_path.decode()}")
    show_body(">", request.read())


def show_response(response: httpx.Response) -> None:
    """Print an answer."""
    print(f"  < {response.status_code} {response.reason_phrase}")
    show_body("<", response.read())


def show_body(mark: str, content: bytes) -> None:
    """Print a JSON body."""
    if content:
        text = json.dumps(json.loads(content), ensure_ascii=False)
        lines = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
        print("\n".join(f"  {mark}   {line}" for line in lines))


def title(text: str) -> None:
    """Print a headline."""
    print(f"\n{text}\n{'-' * len(text)}")


def expect(holds: bool, what: str) -> None:  # noqa: FBT001 - it reads as a sentence
    """Stop the demonstration if something is not as it should be."""
    if not holds:
        sys.exit(f"NOT AS IT SHOULD BE: {what}")
    print(f"  As it should be: {what}.")


if __name__ == "__main__":
    sys.exit(main())
