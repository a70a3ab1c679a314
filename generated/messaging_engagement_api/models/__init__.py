"""The models of requests and answers."""

from __future__ import annotations

from .brand_relationship import BrandRelationship
from .bulk_failure_problem import BulkFailureProblem
from .bulk_result import BulkResult
from .bulk_result_links import BulkResultLinks
from .engagement import Engagement
from .engagement_details import EngagementDetails
from .engagement_links import EngagementLinks
from .engagement_page import EngagementPage
from .engagement_page_embedded import EngagementPageEmbedded
from .entity_type import EntityType
from .failed_numbers import FailedNumbers
from .identity import Identity
from .identity_changes import IdentityChanges
from .identity_details import IdentityDetails
from .identity_links import IdentityLinks
from .identity_page import IdentityPage
from .identity_page_embedded import IdentityPageEmbedded
from .identity_replacement import IdentityReplacement
from .individual_person import IndividualPerson
from .invalid_identity_problem import InvalidIdentityProblem
from .invalid_identity_problem_errors_item import InvalidIdentityProblemErrorsItem
from .invalid_parameter import InvalidParameter
from .invalid_request_problem import InvalidRequestProblem
from .link import Link
from .new_engagement import NewEngagement
from .non_profit import NonProfit
from .number_list import NumberList
from .number_page import NumberPage
from .number_page_embedded import NumberPageEmbedded
from .number_page_links import NumberPageLinks
from .page import Page
from .page_links import PageLinks
from .partial_bulk_result import PartialBulkResult
from .partial_bulk_result_errors import PartialBulkResultErrors
from .private_company import PrivateCompany
from .problem import Problem
from .public_company import PublicCompany
from .throttled_problem import ThrottledProblem

__all__ = [
    "BrandRelationship",
    "BulkFailureProblem",
    "BulkResult",
    "BulkResultLinks",
    "Engagement",
    "EngagementDetails",
    "EngagementLinks",
    "EngagementPage",
    "EngagementPageEmbedded",
    "EntityType",
    "FailedNumbers",
    "Identity",
    "IdentityChanges",
    "IdentityDetails",
    "IdentityLinks",
    "IdentityPage",
    "IdentityPageEmbedded",
    "IdentityReplacement",
    "IndividualPerson",
    "InvalidIdentityProblem",
    "InvalidIdentityProblemErrorsItem",
    "InvalidParameter",
    "InvalidRequestProblem",
    "Link",
    "NewEngagement",
    "NonProfit",
    "NumberList",
    "NumberPage",
    "NumberPageEmbedded",
    "NumberPageLinks",
    "Page",
    "PageLinks",
    "PartialBulkResult",
    "PartialBulkResultErrors",
    "PrivateCompany",
    "Problem",
    "PublicCompany",
    "ThrottledProblem",
]
