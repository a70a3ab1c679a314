"""Add the numbers of a CSV file to an engagement, and write those that failed to another.

    python examples/add_numbers.py C1DEB879 numbers.csv failed.csv

The file has a column ``number``, in any form: +1 555 666 0001, (1) 555-666-0001 and so on. The file
of those that failed has it too, and can be given again once it is corrected.
"""

import csv
import sys
from pathlib import Path

from messaging_engagement import Client

try:
    engagement_id, source, target = sys.argv[1:]
except ValueError:
    sys.exit(__doc__)

try:
    with Path(source).open(newline="", encoding="utf-8-sig") as file:
        numbers = [row["number"] for row in csv.DictReader(file)]
except OSError as error:
    sys.exit(f"{source} cannot be read: {error.strerror}")
except KeyError:
    sys.exit(f"{source} has no column 'number'")

with Client() as client:
    # Any count: fifty in a request, up to four requests at once, and an account of each number.
    account = client.numbers.add(engagement_id, numbers, concurrency=4)
print(account)

with Path(target).open("w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file)
    writer.writerow(["number", "status", "reason"])
    writer.writerows((failed.given, failed.status, failed.reason) for failed in account.failed)
sys.exit(1 if account.failed else 0)
