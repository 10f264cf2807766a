"""Which codes of three letters ISO 3166 gives to which countries, and what others give to them.

The lists are those of ISO 3166-1 and 3166-3 (withdrawn codes) as of February 2026, read in pycountry 26.2; names are
shortened to what a message needs.
"""

import re
from functools import cache

from viability.study.names import fold

_NOW = """
ABW Aruba; AFG Afghanistan; AGO Angola; AIA Anguilla; ALA Åland Islands; ALB Albania; AND Andorra; ARE the United Arab
Emirates; ARG Argentina; ARM Armenia; ASM American Samoa; ATA Antarctica; ATF French Southern Territories; ATG Antigua
and Barbuda; AUS Australia; AUT Austria; AZE Azerbaijan; BDI Burundi; BEL Belgium; BEN Benin; BES Bonaire; BFA Burkina
Faso; BGD Bangladesh; BGR Bulgaria; BHR Bahrain; BHS Bahamas; BIH Bosnia and Herzegovina; BLM Saint Barthélemy; BLR
Belarus; BLZ Belize; BMU Bermuda; BOL Bolivia; BRA Brazil; BRB Barbados; BRN Brunei Darussalam; BTN Bhutan; BVT Bouvet
Island; BWA Botswana; CAF Central African Republic; CAN Canada; CCK the Cocos Islands; CHE Switzerland; CHL Chile; CHN
China; CIV Côte d'Ivoire; CMR Cameroon; COD the Democratic Republic of the Congo; COG Congo; COK Cook Islands; COL
Colombia; COM Comoros; CPV Cabo Verde; CRI Costa Rica; CUB Cuba; CUW Curaçao; CXR Christmas Island; CYM Cayman
Islands; CYP Cyprus; CZE Czechia; DEU Germany; DJI Djibouti; DMA Dominica; DNK Denmark; DOM Dominican Republic; DZA
Algeria; ECU Ecuador; EGY Egypt; ERI Eritrea; ESH Western Sahara; ESP Spain; EST Estonia; ETH Ethiopia; FIN Finland;
FJI Fiji; FLK the Falkland Islands; FRA France; FRO Faroe Islands; FSM Micronesia; GAB Gabon; GBR the United Kingdom;
GEO Georgia; GGY Guernsey; GHA Ghana; GIB Gibraltar; GIN Guinea; GLP Guadeloupe; GMB Gambia; GNB Guinea-Bissau; GNQ
Equatorial Guinea; GRC Greece; GRD Grenada; GRL Greenland; GTM Guatemala; GUF French Guiana; GUM Guam; GUY Guyana; HKG
Hong Kong; HMD Heard Island and McDonald Islands; HND Honduras; HRV Croatia; HTI Haiti; HUN Hungary; IDN Indonesia;
IMN Isle of Man; IND India; IOT British Indian Ocean Territory; IRL Ireland; IRN Iran; IRQ Iraq; ISL Iceland; ISR
Israel; ITA Italy; JAM Jamaica; JEY Jersey; JOR Jordan; JPN Japan; KAZ Kazakhstan; KEN Kenya; KGZ Kyrgyzstan; KHM
Cambodia; KIR Kiribati; KNA Saint Kitts and Nevis; KOR South Korea; KWT Kuwait; LAO Laos; LBN Lebanon; LBR Liberia;
LBY Libya; LCA Saint Lucia; LIE Liechtenstein; LKA Sri Lanka; LSO Lesotho; LTU Lithuania; LUX Luxembourg; LVA Latvia;
MAC Macao; MAF Saint Martin; MAR Morocco; MCO Monaco; MDA Moldova; MDG Madagascar; MDV Maldives; MEX Mexico; MHL
Marshall Islands; MKD North Macedonia; MLI Mali; MLT Malta; MMR Myanmar; MNE Montenegro; MNG Mongolia; MNP Northern
Mariana Islands; MOZ Mozambique; MRT Mauritania; MSR Montserrat; MTQ Martinique; MUS Mauritius; MWI Malawi; MYS
Malaysia; MYT Mayotte; NAM Namibia; NCL New Caledonia; NER Niger; NFK Norfolk Island; NGA Nigeria; NIC Nicaragua; NIU
Niue; NLD the Netherlands; NOR Norway; NPL Nepal; NRU Nauru; NZL New Zealand; OMN Oman; PAK Pakistan; PAN Panama; PCN
Pitcairn; PER Peru; PHL the Philippines; PLW Palau; PNG Papua New Guinea; POL Poland; PRI Puerto Rico; PRK North
Korea; PRT Portugal; PRY Paraguay; PSE Palestine; PYF French Polynesia; QAT Qatar; REU Réunion; ROU Romania; RUS
Russia; RWA Rwanda; SAU Saudi Arabia; SDN Sudan; SEN Senegal; SGP Singapore; SGS South Georgia and the South Sandwich
Islands; SHN Saint Helena; SJM Svalbard and Jan Mayen; SLB Solomon Islands; SLE Sierra Leone; SLV El Salvador; SMR San
Marino; SOM Somalia; SPM Saint Pierre and Miquelon; SRB Serbia; SSD South Sudan; STP Sao Tome and Principe; SUR
Suriname; SVK Slovakia; SVN Slovenia; SWE Sweden; SWZ Eswatini; SXM Sint Maarten; SYC Seychelles; SYR Syria; TCA Turks
and Caicos Islands; TCD Chad; TGO Togo; THA Thailand; TJK Tajikistan; TKL Tokelau; TKM Turkmenistan; TLS Timor-Leste;
TON Tonga; TTO Trinidad and Tobago; TUN Tunisia; TUR Türkiye; TUV Tuvalu; TWN Taiwan; TZA Tanzania; UGA Uganda; UKR
Ukraine; UMI United States Minor Outlying Islands; URY Uruguay; USA the United States; UZB Uzbekistan; VAT the Holy
See; VCT Saint Vincent and the Grenadines; VEN Venezuela; VGB the British Virgin Islands; VIR the US Virgin Islands;
VNM Vietnam; VUT Vanuatu; WLF Wallis and Futuna; WSM Samoa; YEM Yemen; ZAF South Africa; ZMB Zambia; ZWE Zimbabwe
"""

_WITHDRAWN = """
AFI French Afars and Issas; ANT Netherlands Antilles; ATB British Antarctic Territory; ATN Dronning Maud Land; BUR
Burma; BYS Byelorussia; CSK Czechoslovakia; CTE Canton and Enderbury Islands; DDR the German Democratic Republic; DHY
Dahomey; FXX Metropolitan France; GEL Gilbert and Ellice Islands; HVO Upper Volta; JTN Johnston Island; MID Midway
Islands; NHB New Hebrides; NTZ Neutral Zone; PCI the Pacific Islands; PCZ Panama Canal Zone; PUS US Miscellaneous
Pacific Islands; RHO Southern Rhodesia; SCG Serbia and Montenegro; SKM Sikkim; SUN the Soviet Union; TMP East Timor;
VDR North Vietnam; WAK Wake Island; YMD South Yemen; YUG Yugoslavia; ZAR Zaire
"""

_OTHERS = """
ALG DZA; ANG AGO; ARU ABW; ASA ASM; BAH BHS; BAN BGD; BAR BRB; BER BMU; BHU BTN; BIZ BLZ; BOT BWA; BRU BRN; BUL BGR;
CAM KHM; CAY CYM; CGO COG; CHA TCD; CHI CHL; CRC CRI; CRO HRV; DEN DNK; ESA SLV; FIJ FJI; FRN FRA; GAM GMB; GBS GNB;
GEQ GNQ; GER DEU; GMY DEU; GRE GRC; GRN GRD; GUA GTM; GUI GIN; HAI HTI; HON HND; INA IDN; IRI IRN; ISV VIR; IVB VGB;
KSA SAU; KUW KWT; LAT LVA; LBA LBY; LES LSO; LIB LBN; MAD MDG; MAS MYS; MAW MWI; MGL MNG; MON MCO; MRI MUS;
MTN MRT; MYA MMR; NCA NIC; NED NLD; NEP NPL; NGR NGA; NIG NER; OMA OMN; PAR PRY; PHI PHL; PLE PSE; POR PRT; PUR PRI;
ROK KOR; ROM ROU; RSA ZAF; SAM WSM; SEY SYC; SIN SGP; SKN KNA; SLO SVN; SOL SLB; SPN ESP; SRI LKA; SUD SDN; SUI CHE;
TAN TZA; TAW TWN; TGA TON; TOG TGO; TPE TWN; UAE ARE; UKG GBR; URU URY; VAN VUT; VIE VNM; VIN VCT; ZAM ZMB; ZIM ZWE
"""
"""Codes of the Olympic committee and of the Correlates of War that ISO does not use, and its own for the same."""

_OWN = re.compile("AA[A-Z]|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z]")
"""Codes that ISO leaves to users, such as XKX for Kosovo."""


@cache
def _names() -> dict[str, str]:
    return dict(entry.strip().split(" ", 1) for part in (_NOW, _WITHDRAWN) for entry in _entries(part))


def _entries(text: str) -> list[str]:
    return " ".join(text.split()).split("; ")


def is_iso3(code: str) -> bool:
    """Tell whether a code is one of ISO 3166: in use, withdrawn, or left to users."""
    return code in _names() or _OWN.fullmatch(code) is not None


def iso3_hint(code: str, name: str) -> str:
    """Say which code was probably meant, by another list of codes or by the name of the state."""
    meant = dict(entry.split() for entry in _entries(_OTHERS)).get(code)
    wanted = fold(name.removeprefix("the "))
    if meant is None:
        meant = next((iso for iso, known in _names().items() if fold(known.removeprefix("the ")) == wanted), None)
    if meant is None:
        return "write the code of ISO 3166, one from XAA to XZZ where there is none, or leave it out"
    known = _names().get(meant, meant)
    return f"{known[:1].upper()}{known[1:]} is {meant}"


def country_of(text: str) -> tuple[str, str] | None:
    """Return the name and code of the country that a name or code of ISO 3166 in use means; None where none does.

    >>> country_of("nor"), country_of("Norway"), country_of("Northland")
    (('Norway', 'NOR'), ('Norway', 'NOR'), None)
    """
    for code, known in (entry.split(" ", 1) for entry in _entries(_NOW)):
        name = known.removeprefix("the ")
        if text.strip().upper() == code or fold(text.removeprefix("the ")) == fold(name):
            return name, code
    return None
