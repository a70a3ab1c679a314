"""updateIdentity: PATCH /v1/messaging-engagement/identities/{identity_id}."""

from __future__ import annotations

from ...codec import as_json, as_model
from ...models.identity import Identity
from ...models.identity_changes import IdentityChanges
from ...models.invalid_identity_problem import InvalidIdentityProblem
from ...models.problem import Problem
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, fill, read_json

OPERATION: Operation[Identity] = Operation(
    id="updateIdentity",
    method="PATCH",
    path="/v1/messaging-engagement/identities/{identity_id}",
    results=(Answer(200, 200, read_json(lambda body: as_model(Identity, body), dict), Identity),),
    problems=(
        Answer(
            400,
            400,
            read_json(lambda body: as_model(InvalidIdentityProblem, body), dict),
            InvalidIdentityProblem,
        ),
        Answer(401, 401, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(404, 404, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(406, 406, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(415, 415, read_json(lambda body: as_model(Problem, body), dict), Problem),
        Answer(
            429,
            429,
            read_json(lambda body: as_model(ThrottledProblem, body), dict),
            ThrottledProblem,
        ),
    ),
    bodies=(IdentityChanges,),
)


def request(identity_id: str, body: IdentityChanges) -> Request[Identity]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=fill(OPERATION.path, identity_id=identity_id),
        body=body,
        json=as_json(body),
    )
