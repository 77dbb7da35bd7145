"""Polish names of persons: given names as one introduces oneself, and common surnames; without diacritics.

Given names in the genitive, as in names of streets, are in `given_names`.
"""

from __future__ import annotations

from typing import Final

_GIVEN = """
adam adrian agata agnieszka alan albert albin aldona aleksander aleksandra aleksy alfred alicja alina alojzy amelia
anastazja anatol andrzej aneta angelika aniela anita anna antoni antonina apolonia ariel arkadiusz artur augustyn
aurelia barbara bartlomiej bartosz beata benedykt bernadeta bernard blanka blazej bogdan bogna boguslaw boguslawa
bogumil bogumila bohdan boleslaw bozena bronislaw bronislawa bruno brygida cecylia celina cezary cyprian czeslaw
czeslawa dagmara damian daniel danuta daria dariusz dawid diana dobrochna dominik dominika dorota edmund edward edyta
eleonora eliza elwira elzbieta emil emilia emilian ernest eryk eryka eugenia eugeniusz ewa ewelina fabian felicja
feliks filip florian franciszek franciszka fryderyk gabriel gabriela genowefa gerard gertruda grazyna grzegorz gustaw
halina hanna helena henryk henryka hieronim honorata hubert hugo ignacy igor ilona inga irena ireneusz irmina iwo
iwona izabela izabella jacek jadwiga jagna jakub jan janina janusz jaroslaw jaroslawa jedrzej jeremi jerzy joachim
joanna jolanta jozef jozefa jozefina judyta julia julian julianna juliusz justyna kacper kaja kajetan kamil kamila
karina karol karolina katarzyna kazimierz kazimiera kinga klara klaudia klemens klementyna konrad konstanty konstancja
kornel kornelia krystian krystyna krzysztof krzysztofa ksawery ksenia laura lech lena leokadia leon leonard leopold
leszek lidia liliana lilianna longina lucja lucjan lucyna ludmila ludwik ludwika luiza lukasz maciej magda magdalena
maja maksym maksymilian malgorzata malwina marcel marcelina marcin marek margareta maria marian marianna mariola
mariusz marlena marta martyna marzanna marzena mateusz matylda maurycy michal michalina mieczyslaw mieczyslawa mikolaj
milena milosz miroslaw miroslawa monika nadia natalia natan nikodem nikola nina norbert oktawia oktawian olaf olga
oliwia oliwier oskar otylia pamela patrycja patryk paula paulina pawel pelagia piotr przemyslaw radoslaw rafal regina
renata robert roch roksana roland roman romuald rozalia rudolf ryszard ryszarda sabina salomea samuel sandra sara
sebastian sergiusz seweryn seweryna slawomir slawomira sonia stanislaw stanislawa stefan stefania stella sylwester
sylwia szczepan szymon tadeusz tamara tatiana teodor teodora teofil teresa tobiasz tomasz tymon tymoteusz tytus
urszula waclaw waclawa waldemar walenty walentyna waleria wanda weronika wieslaw wieslawa wiktor wiktoria wilhelm
wincenty wincentyna wioletta violetta wirginia witold wladyslaw wladyslawa wlodzimierz wojciech zaneta zbigniew
zdzislaw zdzislawa zenobia zenon zofia zuzanna zygmunt zyta
oksana olena iryna ludmyla mykola mykhailo oleksandr svitlana tetiana volodymyr yulia
"""
_ALSO_WORDS = "roza kalina jagoda lilia pola wiola wera malina nadzieja dobrawa bogusz jasmina iga ada ida ola kuba zosia ania kasia basia asia gosia"
_SURNAMES = """
nowak wojcik kowalczyk wozniak mazur krawczyk kaczmarek piotrowicz grabowicz zajac krol wieczorek wrobel stepien
majewicz adamczyk dudek nowicki pawlak walczak sikora baran szewczyk pietrzak marciniak wlodarczyk bak duda szymczak
wilk urban kubiak kurek gajda kolodziej kozak sobczak mroz wrona kaczor kania kubicki lis marek mazurek tomczak
tomczyk kosinski banas bednarek bielak blaszczyk cieslak cieslik czech domagala dziedzic filipek gil glowacz golab
gorka grzelak grzyb jarosz jurek kedzior kmiecik kot kowal kozlo kruk krupa kuc kulik kurowicz laskowicz leszczyk madej
maciejczyk matusiak michalak michalik mikolajczyk milczarek mucha musial nawrocik niemiec olejnik olszak orzel owczarek
pajak partyka pawlik piatek pietras piech polak rak rogala rybak ryba sadowy sroka stachowiak stasiak stolarz
swiatek szulc szymaniak tkacz turek wawrzyniak wierzba wnuk wojtas wolak wolny zak zareba zawada ziolek zuk
"""
GIVEN_NAMES_NOMINATIVE: Final = frozenset(_GIVEN.split())
"""Names that are hardly anything else."""
NAMES_LIKE_WORDS: Final = frozenset(_ALSO_WORDS.split())
"""Given names and short forms that may be other words as well: names only beside a surname or after a form of address."""
COMMON_SURNAMES: Final = frozenset(_SURNAMES.split())
"""Frequent surnames that no ending gives away."""

SURNAME_ENDINGS: Final = (
    "ski", "ska", "cki", "cka", "dzki", "dzka", "wicz", "czyk", "czak", "niak", "ewski", "owski", "enko", "czuk", "szczuk",
)  # fmt: skip


def looks_like_surname(folded: str) -> bool:
    """Whether a word without diacritics and capitals is a common surname or ends as many do."""
    return folded in COMMON_SURNAMES or (len(folded) > 4 and folded.endswith(SURNAME_ENDINGS))
