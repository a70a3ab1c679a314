from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class EngagementDetails(Model):
    """The details of an engagement.

    Attributes:
        identity_id: The id of an identity, chosen by the provider. It is opaque. Example:
            BLQKOPK.
        vertical: The line of business that the messages belong to, such as `TECHNOLOGY`; the
            values are those that an identity may have. Example: TECHNOLOGY.
        use_case: What the messages are for. Known values: `2FA`, `ACCOUNT_NOTIFICATION`,
            `CARRIER_EXEMPT`, `CHARITY`, `CONVERSATIONAL`, `CUSTOMER_CARE`, `DELIVERY_NOTIFICATION`,
            `EMERGENCY`, `FRAUD_ALERT`, `HIGHER_EDUCATION`, `LOW_VOLUME`, `MARKETING`, `MIXED`,
            `POLITICAL`, `POLLING_VOTING`, `PUBLIC_SERVICE_ANNOUNCEMENT`, `SECURITY_ALERT`,
            `SOCIAL`, `SWEEPSTAKE`, `TRIAL`. Example: MIXED.
        sub_use_cases: The use cases that a `MIXED` (2 to 5 of them) or `LOW_VOLUME` (1 to 5)
            engagement bundles. Known values: `2FA`, `ACCOUNT_NOTIFICATION`, `CUSTOMER_CARE`,
            `DELIVERY_NOTIFICATION`, `FRAUD_ALERT`, `HIGHER_EDUCATION`, `MARKETING`,
            `POLLING_VOTING`, `PUBLIC_SERVICE_ANNOUNCEMENT`, `SECURITY_ALERT`. Example: ['2FA',
            'SECURITY_ALERT'].
        reseller_id: The registry's id of the reseller, if there is one. Example: R4X9K2M.
        description: What the messages are about, at most 4096 characters. Example: User
            notifications.
        embedded_link: Messages have links. False if absent.
        embedded_phone: Messages have telephone numbers, other than for help. False if absent.
        number_pool: More than 50 numbers will send the messages. False if absent.
        age_gated: The content is for adults. False if absent.
        direct_lending: The content is about loans. False if absent.
        subscriber_optin: Recipients agree before they get messages. False if absent.
        subscriber_optout: Recipients can stop the messages. False if absent.
        subscriber_help: Recipients can ask for help. False if absent.
        sample_one: A message as it will be sent, at most 1024 characters. Example: Sample
            Message.
        sample_two: Another such message. Example: Additional Sample Message.
        sample_three: Another such message. Example: Additional Sample Message.
        sample_four: Another such message. Example: Additional Sample Message.
        message_flow: How recipients agree to get messages, at most 2048 characters. Example:
            Customers opt in on the sign-up page of our web site.
        help_message: What a recipient who sends HELP is answered, at most 255 characters.
            Example: Reply STOP to end these messages, or call +15556660001 for help.
        affiliate_marketing: Messages advertise for others. False if absent.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "identity_id": "identity_id",
        "vertical": "vertical",
        "use_case": "use_case",
        "sub_use_cases": "sub_use_cases",
        "reseller_id": "reseller_id",
        "description": "description",
        "embedded_link": "embedded_link",
        "embedded_phone": "embedded_phone",
        "number_pool": "number_pool",
        "age_gated": "age_gated",
        "direct_lending": "direct_lending",
        "subscriber_optin": "subscriber_optin",
        "subscriber_optout": "subscriber_optout",
        "subscriber_help": "subscriber_help",
        "sample_one": "sample_one",
        "sample_two": "sample_two",
        "sample_three": "sample_three",
        "sample_four": "sample_four",
        "message_flow": "message_flow",
        "help_message": "help_message",
        "affiliate_marketing": "affiliate_marketing",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    identity_id: str | Unset = UNSET
    vertical: str | Unset = UNSET
    use_case: str | Unset = UNSET
    sub_use_cases: list[str] | Unset = UNSET
    reseller_id: str | Unset = UNSET
    description: str | Unset = UNSET
    embedded_link: bool | Unset = UNSET
    embedded_phone: bool | Unset = UNSET
    number_pool: bool | Unset = UNSET
    age_gated: bool | Unset = UNSET
    direct_lending: bool | Unset = UNSET
    subscriber_optin: bool | Unset = UNSET
    subscriber_optout: bool | Unset = UNSET
    subscriber_help: bool | Unset = UNSET
    sample_one: str | Unset = UNSET
    sample_two: str | Unset = UNSET
    sample_three: str | Unset = UNSET
    sample_four: str | Unset = UNSET
    message_flow: str | Unset = UNSET
    help_message: str | Unset = UNSET
    affiliate_marketing: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.identity_id,
            self.vertical,
            self.use_case,
            self.sub_use_cases,
            self.reseller_id,
            self.description,
            self.embedded_link,
            self.embedded_phone,
            self.number_pool,
            self.age_gated,
            self.direct_lending,
            self.subscriber_optin,
            self.subscriber_optout,
            self.subscriber_help,
            self.sample_one,
            self.sample_two,
            self.sample_three,
            self.sample_four,
            self.message_flow,
            self.help_message,
            self.affiliate_marketing,
        ) = values
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
