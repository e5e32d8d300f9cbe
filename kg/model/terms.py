"""The vocabulary, generated from ontology/*.ttl: change it there."""

from typing import Final, Literal, TypeAlias

EventType: TypeAlias = Literal[
    "clash",
    "attack",
    "bombing",
    "air-strike",
    "shelling",
    "killing",
    "abduction",
    "arrest",
    "coup",
    "uprising",
    "insurgency",
    "capture",
    "withdrawal",
    "deployment",
    "ceasefire",
    "agreement",
    "talks",
    "violation",
    "accusation",
    "denial",
    "demand",
    "appeal",
    "threat",
    "statement",
    "protest",
    "riot",
    "sanction",
    "aid",
    "displacement",
    "humanitarian-crisis",
    "political-change",
    "presence",
]
EVENT_TYPES: Final[dict[EventType, str]] = {
    "clash": "type:clash",
    "attack": "type:attack",
    "bombing": "type:bombing",
    "air-strike": "type:air-strike",
    "shelling": "type:shelling",
    "killing": "type:killing",
    "abduction": "type:abduction",
    "arrest": "type:arrest",
    "coup": "type:coup",
    "uprising": "type:uprising",
    "insurgency": "type:insurgency",
    "capture": "type:capture",
    "withdrawal": "type:withdrawal",
    "deployment": "type:deployment",
    "ceasefire": "type:ceasefire",
    "agreement": "type:agreement",
    "talks": "type:talks",
    "violation": "type:violation",
    "accusation": "type:accusation",
    "denial": "type:denial",
    "demand": "type:demand",
    "appeal": "type:appeal",
    "threat": "type:threat",
    "statement": "type:statement",
    "protest": "type:protest",
    "riot": "type:riot",
    "sanction": "type:sanction",
    "aid": "type:aid",
    "displacement": "type:displacement",
    "humanitarian-crisis": "type:humanitarian-crisis",
    "political-change": "type:political-change",
    "presence": "type:presence",
}

TimePrecision: TypeAlias = Literal[
    "day",
    "day-range",
    "month",
    "year",
    "vague",
]
TIME_PRECISIONS: Final[dict[TimePrecision, str]] = {
    "day": "kg:Day",
    "day-range": "kg:DayRange",
    "month": "kg:Month",
    "year": "kg:Year",
    "vague": "kg:Vague",
}

DateBasis: TypeAlias = Literal[
    "stated",
    "inferred",
    "publication-date",
    "coder",
]
DATE_BASES: Final[dict[DateBasis, str]] = {
    "stated": "kg:Stated",
    "inferred": "kg:Inferred",
    "publication-date": "kg:PublicationDate",
    "coder": "kg:CoderDate",
}

PlacePrecision: TypeAlias = Literal[
    "exact",
    "near",
    "district",
    "region",
    "feature",
    "country",
    "international",
]
PLACE_PRECISIONS: Final[dict[PlacePrecision, str]] = {
    "exact": "kg:ExactPrecision",
    "near": "kg:NearPrecision",
    "district": "kg:DistrictPrecision",
    "region": "kg:RegionPrecision",
    "feature": "kg:FeaturePrecision",
    "country": "kg:CountryPrecision",
    "international": "kg:InternationalPrecision",
}

Stance: TypeAlias = Literal[
    "asserts",
    "accuses",
    "denies",
    "confirms",
    "demands",
    "threatens",
    "claims-responsibility",
]
STANCES: Final[dict[Stance, str]] = {
    "asserts": "kg:Asserts",
    "accuses": "kg:Accuses",
    "denies": "kg:Denies",
    "confirms": "kg:Confirms",
    "demands": "kg:Demands",
    "threatens": "kg:Threatens",
    "claims-responsibility": "kg:ClaimsResponsibility",
}

Status: TypeAlias = Literal[
    "corroborated",
    "single-origin",
    "attributed-only",
    "alleged",
    "anticipated",
    "presupposed",
    "machine-coded",
    "said-not-to-have-happened",
]
STATUSES: Final[dict[Status, str]] = {
    "corroborated": "kg:Corroborated",
    "single-origin": "kg:SingleOrigin",
    "attributed-only": "kg:AttributedOnly",
    "alleged": "kg:Alleged",
    "anticipated": "kg:Anticipated",
    "presupposed": "kg:Presupposed",
    "machine-coded": "kg:MachineCoded",
    "said-not-to-have-happened": "kg:SaidNotToHaveHappened",
}

Role: TypeAlias = Literal[
    "agent",
    "target",
    "party",
    "supporter",
    "beneficiary",
]
ROLES: Final[dict[Role, str]] = {
    "agent": "kg:agent",
    "target": "kg:target",
    "party": "kg:party",
    "supporter": "kg:supporter",
    "beneficiary": "kg:beneficiary",
}

PlaceRelation: TypeAlias = Literal[
    "in",
    "near",
    "from",
    "to",
]
PLACE_RELATIONS: Final[dict[PlaceRelation, str]] = {
    "in": "kg:in",
    "near": "kg:near",
    "from": "kg:from",
    "to": "kg:to",
}

CountKind: TypeAlias = Literal[
    "killed",
    "injured",
    "abducted",
    "arrested",
    "displaced",
    "personnel",
]
COUNT_KINDS: Final[dict[CountKind, str]] = {
    "killed": "kg:Killed",
    "injured": "kg:Injured",
    "abducted": "kg:Abducted",
    "arrested": "kg:Arrested",
    "displaced": "kg:Displaced",
    "personnel": "kg:Personnel",
}

Coding: TypeAlias = Literal[
    "hand",
    "machine",
]
CODINGS: Final[dict[Coding, str]] = {
    "hand": "kg:Hand",
    "machine": "kg:Machine",
}

Modality: TypeAlias = Literal[
    "happened",
    "planned",
    "presupposed",
]
MODALITIES: Final[dict[Modality, str]] = {
    "happened": "kg:AsHappened",
    "planned": "kg:AsPlanned",
    "presupposed": "kg:AsPresupposed",
}

Judgement: TypeAlias = Literal[
    "same",
    "possibly-same",
    "different",
    "same-text",
]
JUDGEMENTS: Final[dict[Judgement, str]] = {
    "same": "kg:Same",
    "possibly-same": "kg:PossiblySame",
    "different": "kg:Different",
    "same-text": "kg:SameText",
}

CausalRelation: TypeAlias = Literal[
    "caused",
    "contributed",
    "prompted",
    "prevented",
]
CAUSAL_RELATIONS: Final[dict[CausalRelation, str]] = {
    "caused": "kg:Caused",
    "contributed": "kg:Contributed",
    "prompted": "kg:Prompted",
    "prevented": "kg:Prevented",
}

Aspect: TypeAlias = Literal[
    "occurrence",
    "agent",
    "target",
    "when",
    "where",
    "count",
]
ASPECTS: Final[dict[Aspect, str]] = {
    "occurrence": "kg:OnOccurrence",
    "agent": "kg:OnAgent",
    "target": "kg:OnTarget",
    "when": "kg:OnWhen",
    "where": "kg:OnWhere",
    "count": "kg:OnCount",
}

ActorKind: TypeAlias = Literal[
    "state",
    "government",
    "state-force",
    "peacekeeping-mission",
    "international-organisation",
    "armed-group",
    "armed-alliance",
    "private-military-company",
    "people",
    "civilians",
    "media",
    "person",
    "group",
    "researcher",
]
ACTOR_KINDS: Final[dict[ActorKind, str]] = {
    "state": "kg:State",
    "government": "kg:Government",
    "state-force": "kg:StateForce",
    "peacekeeping-mission": "kg:PeacekeepingMission",
    "international-organisation": "kg:InternationalOrganisation",
    "armed-group": "kg:ArmedGroup",
    "armed-alliance": "kg:ArmedAlliance",
    "private-military-company": "kg:PrivateMilitaryCompany",
    "people": "kg:People",
    "civilians": "kg:Civilians",
    "media": "kg:Media",
    "person": "kg:Person",
    "group": "kg:Group",
    "researcher": "kg:Researcher",
}

PlaceKind: TypeAlias = Literal[
    "populated-place",
    "facility",
    "district",
    "region",
    "country",
    "area",
    "feature",
]
PLACE_KINDS: Final[dict[PlaceKind, str]] = {
    "populated-place": "kg:PopulatedPlace",
    "facility": "kg:FacilityPlace",
    "district": "kg:DistrictPlace",
    "region": "kg:RegionPlace",
    "country": "kg:CountryPlace",
    "area": "kg:AreaPlace",
    "feature": "kg:FeaturePlace",
}


HOSTILE_TYPES: Final[frozenset[EventType]] = frozenset(
    {"clash", "attack", "bombing", "air-strike", "shelling", "killing", "abduction", "accusation", "threat", "capture"}
)
KIN_PROPERTIES: Final[frozenset[str]] = frozenset({"kg:memberOf", "kg:spokespersonOf", "kg:partOf", "kg:leads"})
PROPERTIES: Final[dict[str, str]] = {}
