"""The mock against a model of ten lines, with several clients at once."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, Mock, MockServer, MockTransport
from tests.mock.session import CAMPAIGN, PERSON

IDENTITIES = f"{BASE_PATH}/identities"
ENGAGEMENTS = f"{BASE_PATH}/engagements"
texts = st.text(st.characters(codec="utf-8"), max_size=30)
fields = st.dictionaries(st.sampled_from(["display_name", "city", "postal_code"]), texts)
indexes = st.integers(0, 5)
numbers = st.lists(st.sampled_from([f"0555666000{n}" for n in range(6)]), min_size=1, max_size=6)


class Model:
    """What the accounts of a right server have: the resources, as dictionaries."""

    def __init__(self) -> None:
        self.identities: dict[str, dict[str, Any]] = {}
        self.engagements: dict[str, str] = {}
        self.owner: dict[str, str] = {}

    def add(self, engagement: str, sent: list[str]) -> tuple[list[str], list[str]]:
        """Add numbers; give those that were added, and those that were not."""
        done: list[str] = []
        failed: list[str] = []
        for number in sent:
            (failed if number in self.owner else done).append(number)
            self.owner.setdefault(number, engagement)
        return done, failed

    def remove(self, engagement: str, sent: list[str]) -> tuple[list[str], list[str]]:
        """Remove numbers; give those that were removed, and those that were not."""
        done: list[str] = []
        failed: list[str] = []
        for number in sent:
            there = self.owner.get(number) == engagement
            (done if there else failed).append(number)
            if there:
                del self.owner[number]
        return done, failed


class Comparison(RuleBasedStateMachine):
    """Does the same to a model and to the mock, and compares."""

    @initialize()
    def start(self) -> None:
        """Begin with nothing."""
        transport = MockTransport(Mock())
        auth = next(iter(ACCOUNTS.items()))
        self.client = httpx.Client(transport=transport, auth=auth, base_url="http://mock")
        self.model = Model()

    def chosen(self, among: dict[str, Any], index: int) -> str:
        """Give one of the ids, or one that is not there."""
        return list(among)[index % len(among)] if among else "NOWHERE"

    @rule(changes=fields)
    def create(self, changes: dict[str, str]) -> None:
        """Create an identity."""
        body = {**PERSON, **changes}
        made = self.client.post(IDENTITIES, json=body)
        assert made.status_code == 201
        self.model.identities[made.json()["identity_id"]] = body

    @rule(index=indexes, changes=fields)
    def patch(self, index: int, changes: dict[str, str]) -> None:
        """Change some fields."""
        one = self.chosen(self.model.identities, index)
        answer = self.client.patch(f"{IDENTITIES}/{one}", json=changes)
        assert (answer.status_code == 200) == (one in self.model.identities)
        if one in self.model.identities:
            self.model.identities[one] |= changes

    @rule(index=indexes, changes=fields)
    def put(self, index: int, changes: dict[str, str]) -> None:
        """Replace all fields."""
        one = self.chosen(self.model.identities, index)
        required = (
            "entity_type",
            "display_name",
            "phone",
            "country",
            "email",
            "brand_relationship",
        )
        body = {**{name: PERSON[name] for name in required}, **changes}
        answer = self.client.put(f"{IDENTITIES}/{one}", json=body)
        assert (answer.status_code == 200) == (one in self.model.identities)
        if one in self.model.identities:
            self.model.identities[one] = body

    @rule(index=indexes)
    def delete(self, index: int) -> None:
        """Delete an identity."""
        one = self.chosen(self.model.identities, index)
        answer = self.client.delete(f"{IDENTITIES}/{one}")
        assert answer.status_code == (204 if self.model.identities.pop(one, None) else 404)

    @rule(index=indexes)
    def engage(self, index: int) -> None:
        """Create an engagement."""
        one = self.chosen(self.model.identities, index)
        answer = self.client.post(ENGAGEMENTS, json={**CAMPAIGN, "identity_id": one})
        assert answer.status_code == (201 if one in self.model.identities else 404)
        if answer.status_code == 201:
            self.model.engagements[answer.json()["engagement_id"]] = one

    @rule(index=indexes)
    def stop(self, index: int) -> None:
        """Stop an engagement."""
        one = self.chosen(self.model.engagements, index)
        answer = self.client.delete(f"{ENGAGEMENTS}/{one}")
        assert answer.status_code == (204 if self.model.engagements.pop(one, None) else 404)
        self.model.owner = {n: e for n, e in self.model.owner.items() if e != one}

    @rule(index=indexes, sent=numbers, adding=st.booleans())
    def bulk(self, index: int, sent: list[str], *, adding: bool) -> None:
        """Add or remove numbers."""
        one = self.chosen(self.model.engagements, index)
        path = f"{ENGAGEMENTS}/{one}/numbers{'' if adding else '/delete'}"
        answer = self.client.post(path, json={"numbers": sent})
        if one not in self.model.engagements:
            assert answer.status_code == 404
            return
        done, failed = (self.model.add if adding else self.model.remove)(one, sent)
        body = answer.json()
        assert answer.status_code == (400 if not done else 207 if failed else 200)
        assert done == body.get("numbers", [])
        errors = body.get("errors", {"numbers": []})
        assert failed == (errors[0] if isinstance(errors, list) else errors)["numbers"]

    @invariant()
    def same(self) -> None:
        """The lists have what the model has, in the order in which it was created."""
        if not hasattr(self, "client"):
            return
        listed: dict[str, Any] = {}
        for page in itertools.count(1):
            body = self.client.get(f"{IDENTITIES}?page_size=2&page={page}").json()
            assert body["total_items"] == len(self.model.identities)
            for one in body["_embedded"]["identities"]:
                for name in ("created_date", "last_updated", "_links"):
                    del one[name]
                listed[one.pop("identity_id")] = one
            if "next" not in body["_links"]:
                break
        assert list(self.model.identities.items()) == list(listed.items())
        for engagement in self.model.engagements:
            body = self.client.get(f"{ENGAGEMENTS}/{engagement}/numbers").json()
            owned = [n for n, owner in self.model.owner.items() if owner == engagement]
            assert owned == body["_embedded"]["numbers"]


TestModel = Comparison.TestCase
TestModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_clients_at_the_same_time() -> None:
    """Of clients that add the same numbers at once, each number has one that succeeded."""
    auth = next(iter(ACCOUNTS.items()))
    with MockServer(seed_data="example") as server:
        path = f"{server.url}{ENGAGEMENTS}/C1DEB879/numbers"
        sent = [f"1777000{n:04}" for n in range(40)]

        def add(_: int) -> list[str]:
            with httpx.Client(auth=auth, trust_env=False) as client:
                answer = client.post(path, json={"numbers": sent})
                return list(answer.json().get("numbers", []))

        def rename(number: int) -> None:
            with httpx.Client(auth=auth, trust_env=False) as client:
                body = {f"sample_{name}": str(number) for name in ("one", "two", "three", "four")}
                url = f"{server.url}{ENGAGEMENTS}/C1DEB879"
                shown = client.patch(url, json=body).json()
                assert {str(number)} == {shown[name] for name in body}

        with ThreadPoolExecutor(8) as pool:
            added = list(pool.map(add, range(8)))
            list(pool.map(rename, range(24)))
        with httpx.Client(auth=auth, trust_env=False) as client:
            listed = client.get(f"{path}?page_size=100").json()["_embedded"]["numbers"]
            shown = client.get(f"{server.url}{ENGAGEMENTS}/C1DEB879").json()
    assert sorted(itertools.chain(*added)) == sent
    assert len(listed) == 42
    assert 1 == len({shown[f"sample_{name}"] for name in ("one", "two", "three", "four")})
