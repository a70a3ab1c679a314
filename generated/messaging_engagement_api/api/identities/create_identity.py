"""createIdentity: POST /v1/messaging-engagement/identities."""

from __future__ import annotations

from ...codec import as_json, as_model
from ...models.identity import Identity
from ...models.individual_person import IndividualPerson
from ...models.invalid_identity_problem import InvalidIdentityProblem
from ...models.non_profit import NonProfit
from ...models.private_company import PrivateCompany
from ...models.problem import Problem
from ...models.public_company import PublicCompany
from ...models.throttled_problem import ThrottledProblem
from ...operation import Answer, Operation, Request, read_json

OPERATION: Operation[Identity] = Operation(
    id="createIdentity",
    method="POST",
    path="/v1/messaging-engagement/identities",
    results=(Answer(201, 201, read_json(lambda body: as_model(Identity, body), dict), Identity),),
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
    bodies=(
        IndividualPerson,
        NonProfit,
        PrivateCompany,
        PublicCompany,
    ),
)


def request(
    body: IndividualPerson | NonProfit | PrivateCompany | PublicCompany,
) -> Request[Identity]:
    """Build the request of one call."""
    return Request(
        operation=OPERATION,
        path=OPERATION.path,
        body=body,
        json=as_json(body),
    )
