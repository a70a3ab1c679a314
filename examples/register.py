"""Register a company, and what it is going to send.

    VONAGE_API_KEY=... VONAGE_API_SECRET=... python examples/register.py

A registration may cost money. Without an account, start a mock server, as
``with MockServer() as server`` in the README, and point MESSAGING_ENGAGEMENT_BASE_URL at its url.
"""

from messaging_engagement import Client, as_datetime, models

COMPANY = models.PrivateCompany(
    display_name="Corner Pharmacy",
    company_name="Corner Pharmacy LLC",
    ein="20-2222222",
    phone="+15556660002",
    country="US",
    email="office@corner-pharmacy.example",
    brand_relationship=models.BrandRelationship.SMALL_ACCOUNT,
    vertical="HEALTHCARE",
)

with Client() as client:
    company = client.identities.create(COMPANY)
    registered = as_datetime(company.created_date)
    print(f"{company.display_name} is {company.identity_id}, registered on {registered:%d %B %Y}")

    reminders = client.engagements.create(
        models.NewEngagement(
            identity_id=company.identity_id,
            vertical="HEALTHCARE",
            use_case="CUSTOMER_CARE",
            description="Reminders that a prescription is ready",
            sample_one="Corner Pharmacy: your prescription is ready. Reply STOP to end.",
            subscriber_optin=True,
            subscriber_optout=True,
        )
    )
    print(f"{reminders.description}: {reminders.engagement_id}")
