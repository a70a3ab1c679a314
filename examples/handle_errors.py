"""What can go wrong, what the client does about it by itself, and what is left to decide.

python examples/handle_errors.py BLQKOPK
"""

import sys

from messaging_engagement import (
    ApiError,
    BadRequestError,
    Client,
    InvalidRequestError,
    NoAnswerError,
    NotFoundError,
    models,
)

try:
    (identity_id,) = sys.argv[1:]
except ValueError:
    sys.exit(__doc__)
changes = models.IdentityChanges(website="https://corner-pharmacy.example")

with Client() as client:
    # What may pass is tried again, as far as it is safe, here up to five times in a minute.
    patient = client.with_options(max_retries=5, deadline=60)
    try:
        identity = patient.identities.update(identity_id, changes)
    except InvalidRequestError as error:
        print(f"Not sent: {error}")
    except NotFoundError:
        print(f"There is no identity {identity_id}")
    except BadRequestError as error:
        for field in error.details.fields:
            print(f"{field.name}: {field.reason}")
    except NoAnswerError as error:
        known = "may or may not be" if error.maybe_processed else "is not"
        print(f"After {len(error.attempts)} attempts the change {known} made: {error}")
    except ApiError as error:
        print(f"For the provider's support: {error}")
    else:
        print(f"The website of {identity.display_name} is {identity.website}")
