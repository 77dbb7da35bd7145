"""First names of patrons as they stand in names of streets: in the genitive, without diacritics."""

from __future__ import annotations

from typing import Final

_TEXT = """
adama adolfa adriana agaty agnieszki alberta albina aleksandra aleksandry alfonsa alfreda alicji alojzego ambrozego
amelii anastazego anatola andrzeja anieli anny antoniego antoniny apolinarego apolonii arkadiusza arnolda artura
augusta augustyna aureliusza barbary barnaby bartlomieja bartosza bazylego beaty benedykta beniamina bernarda
bernardyna blazeja bogdana boguslawa bohdana boleslawa bonawentury bonifacego boryslawa bozeny bronislawa bronislawy
brunona brygidy cecylii celestyna cezarego cypriana cyryla czeslawa czeslawy dagmary damiana daniela danuty dariusza
dawida dionizego dobieslawa dominika doroty edmunda edwarda edyty eligiusza elizy elzbiety emila emiliana emilii
erazma ernesta eryka eugeniusza eugenii eustachego ewarysta ewy fabiana faustyna faustyny feliksa ferdynanda
filipa floriana franciszka franciszki fryderyka gabriela gabrieli gerarda gerwazego grazyny grzegorza gustawa
gwidona haliny hanki hanny heleny henryka henryki hieronima hilarego hipolita honoraty huberta hugona ignacego
igora ildefonsa ireny ireneusza isaaka iwana iwony izaaka izabeli izydora jacka jadwigi jakuba jana janiny janka
janusza jaremy jaroslawa jedrzeja jeremiego jerzego joachima joanny jolanty jonasza jozefa jozefata jozefiny jozefy
juliana julii juliusza justyna justyny kacpra kajetana kaliksta kamila kamili karola karoliny kaspra katarzyny
kazimierza kazimiery kingi klary klaudiusza klemensa klementyny kornela kornelii konrada konstantego konstantyna
krystiana krystyna krystyny krzysztofa ksawerego lecha leona leonarda leopolda leszka lucjana lucjusza lucyny ludmily
ludomira ludwika ludwiki lukasza maciej macieja magdaleny maksymiliana malgorzaty marceliny marcelego marcina marka
marianny mariana marii mariusza marty martyny mateusza matyldy maurycego maxymiliana melchiora michala michaliny
mieczyslawa mieczyslawy mikolaja milosza miroslawa mirona mscislawa modesta monika moniki nadziei napoleona narcyza
narcyzy natalii norberta ody oktawii olgi onufrego oskara oswalda otylii ottona pankracego patryka patrycji
paschalisa pauli pauliny pawla pelagii piotra piusa placyda poli przemyslawa przemysla przybyslawa radoslawa rafala
rajmunda reginy remigiusza roberta rocha romana romualda rozalii rudolfa ryszarda sabiny salomei salomona samuela
sebastiana sergiusza seweryna seweryny sobieslawa stanislawa stanislawy stefana stefanii sylwestra sylwii szczepana
szczesnego szymona tadeusza teodora teodozji teofila teofili teresy tobiasza tomasza tymoteusza tytusa urbana urszuli
waclawa waldemara walentego walentyny waleriana walerego wandy wawrzynca wiktora wiktorii wilhelma wincentego
wincentyny wita witalisa witolda wladyslawa wladyslawy wlodzimierza wojciecha zachariasza zbigniewa zbyszka zdzislawa
zenona zofii zuzanny zygmunta zygfryda
"""
GIVEN_NAMES: Final = frozenset(_TEXT.split())
"""Names that may be left out of a street's name; nouns that are rather flowers or months are not among them."""
