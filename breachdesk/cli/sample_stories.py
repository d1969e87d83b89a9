"""What was found out in the sample organisation's incidents: answers by fact, as somebody would type them."""

from __future__ import annotations

from collections.abc import Mapping

from breachdesk.domain.afterwards import LessonKind

CONFIRMED: Mapping[str, str] = {
    "personal_data": "yes",
    "breach_confirmed": "yes",
    "breach_kinds": "confidentiality",
    "cause": "malicious-external",
    "attack_route": "stolen-credentials",
    "happened_until": "unknown",
}
ASSESSED: Mapping[str, str] = {
    "how_discovered": "own-checks",
    "measures_before": "backup, policies, training, access-levels",
    "contained": "yes",
    "identifiability": "direct",
    "exfiltration": "confirmed",
    "exposure": "unknown-people",
    "unintelligible": "no",
    "misuse_seen": "no",
    "reveals_little": "no",
    "likely_consequences": "phishing, fraud",
    "measures_taken": "access-blocked, passwords-reset, logs-secured",
    "measures_planned": "mfa, less-data",
    "high_risk_removed": "no",
    "disproportionate_effort": "no",
    "conclusion": "A thief has names, addresses and bank account numbers in readable form. False invoices and "
    "phishing are likely and can hurt people, so the risk is high.",
    "account_nl": "Iemand is met een gestolen wachtwoord binnengekomen in ons klantensysteem en heeft een "
    "bestand met klantgegevens gekopieerd. Wij zagen dit in de logbestanden.",
    "account_en": "Somebody used a stolen password to get into our customer system and copied a file of "
    "customer data. We saw this in the log files.",
    "account_de": "Jemand ist mit einem gestohlenen Passwort in unser Kundensystem gekommen. Er hat eine Datei mit "
    "Kundendaten kopiert. Das haben wir in den Protokolldateien gesehen.",
    "account_fr": "Quelqu'un est entré dans notre système clients avec un mot de passe volé. Cette personne a copié un "
    "fichier de données de clients. Nous l'avons vu dans les journaux du système.",
    "account_es": "Alguien entró en nuestro sistema de clientes con una contraseña robada. Copió un archivo con datos de "
    "clientes. Lo vimos en los registros del sistema.",
    "account_it": "Qualcuno è entrato nel nostro sistema clienti con una password rubata. Ha copiato un file con dati di "
    "clienti. Lo abbiamo visto nei registri del sistema.",
    "account_pl": "Ktoś wszedł do naszego systemu klientów, używając skradzionego hasła. Skopiował plik z danymi klientów. "
    "Zobaczyliśmy to w dziennikach systemu.",
    "account_pt": "Alguém entrou no nosso sistema de clientes com uma palavra-passe roubada. Copiou um ficheiro com dados "
    "de clientes. Vimos isto nos registos do sistema.",
}
OPEN_SERVER: Mapping[str, str] = {
    **CONFIRMED,
    **ASSESSED,
    "how_discovered": "supplier",
    "attack_route": "misconfiguration",
    "conclusion": "Names, addresses and bank account numbers of customers lay open to anyone and were downloaded by "
    "somebody unknown. Fraud and phishing are likely and can hurt people, so the risk is high.",
    "account_nl": "Een server waarop wij bestellingen klaarzetten stond door een verkeerde instelling open. Een onbekende "
    "heeft een bestand met bestellingen opgehaald. Ons hostingbedrijf zag dit.",
    "account_en": "A server on which we keep orders for pick-up was left open by a wrong setting. Somebody unknown "
    "downloaded a file of orders. Our hosting company saw this.",
    "account_de": "Ein Server, auf dem wir Bestellungen bereitstellen, war durch eine falsche Einstellung offen. Jemand, "
    "den wir nicht kennen, hat eine Datei mit Bestellungen heruntergeladen. Unser Hosting-Anbieter hat das gesehen.",
    "account_fr": "Un serveur où nous préparons des commandes était ouvert à cause d'un mauvais réglage. Une personne "
    "inconnue a téléchargé un fichier de commandes. Notre hébergeur l'a vu.",
    "account_es": "Un servidor en el que preparamos pedidos quedó abierto por un ajuste equivocado. Una persona desconocida "
    "descargó un archivo de pedidos. Nuestra empresa de alojamiento lo vio.",
    "account_it": "Un server su cui prepariamo gli ordini era aperto per un'impostazione sbagliata. Una persona sconosciuta "
    "ha scaricato un file di ordini. Il nostro fornitore di hosting lo ha visto.",
    "account_pl": "Serwer, na którym przygotowujemy zamówienia, był otwarty przez błędne ustawienie. Nieznana osoba "
    "pobrała plik z zamówieniami. Zobaczyła to nasza firma hostingowa.",
    "account_pt": "Um servidor onde preparamos encomendas ficou aberto por causa de uma definição errada. Uma pessoa "
    "desconhecida descarregou um ficheiro de encomendas. A nossa empresa de alojamento viu isto.",
}
STOLEN_LAPTOP: Mapping[str, str] = {
    **CONFIRMED,
    **ASSESSED,
    "measures_before": "backup, policies, access-control",
    "attack_route": "lost-device",
    "exfiltration": "likely",
    "reveals_little": "yes",
    "likely_consequences": "phishing",
    "conclusion": "The laptop held contact details and everyday business mail; its disk was not encrypted. A risk is "
    "not unlikely, a high one does not show.",
    "account_nl": "Uit een auto is een laptop van een verkoper gestolen. De schijf was niet versleuteld.",
    "account_en": "A sales laptop was stolen from a car. Its disk was not encrypted.",
    "account_de": "Aus einem Auto wurde ein Laptop unseres Verkaufs gestohlen. Die Festplatte war nicht verschlüsselt.",
    "account_fr": "Un ordinateur portable de notre service commercial a été volé dans une voiture. Le disque n'était pas "
    "chiffré.",
    "account_es": "Robaron de un coche un ordenador portátil de nuestro equipo de ventas. El disco no estaba cifrado.",
    "account_it": "Un computer portatile del nostro reparto vendite è stato rubato da un'auto. Il disco non era cifrato.",
    "account_pl": "Z samochodu skradziono laptopa naszego działu sprzedaży. Dysk nie był zaszyfrowany.",
    "account_pt": "Um computador portátil da nossa equipa de vendas foi roubado de um carro. O disco não estava cifrado.",
}
LEARNED: Mapping[LessonKind, str] = {
    LessonKind.ROOT_CAUSE: "Laptops bought before 2024 were handed out without disk encryption, and nobody checked.",
    LessonKind.HELD: "The seller called within the hour, and the laptop's access was shut before midnight.",
    LessonKind.CHANGE: "No mailbox is kept on a laptop that leaves the house unless its disk is encrypted.",
}
AGREED = (
    ("Encrypt the disks of all laptops", "S. Kok", "+14d"),
    ("Check encryption each quarter and report it", "S. Kok", "+16d"),
    ("Keep ninety days of mail on laptops, not all of it", "J. Vos", "+60d"),
)
"""What to change, who does it, and by when from then."""
