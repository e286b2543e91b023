"""Everyone with at least 30 images in LFW, and how many: by these a complete LFW is known."""

PEOPLE = {
    "Alejandro_Toledo": 39, "Alvaro_Uribe": 35, "Andre_Agassi": 36, "Ariel_Sharon": 77, "Arnold_Schwarzenegger": 42,
    "Colin_Powell": 236, "David_Beckham": 31, "Donald_Rumsfeld": 121, "George_W_Bush": 530, "Gerhard_Schroeder": 109,
    "Gloria_Macapagal_Arroyo": 44, "Guillermo_Coria": 30, "Hans_Blix": 39, "Hugo_Chavez": 71, "Jacques_Chirac": 52,
    "Jean_Chretien": 55, "Jennifer_Capriati": 42, "John_Ashcroft": 53, "John_Negroponte": 31, "Junichiro_Koizumi": 60,
    "Kofi_Annan": 32, "Laura_Bush": 41, "Lleyton_Hewitt": 41, "Luiz_Inacio_Lula_da_Silva": 48,
    "Megawati_Sukarnoputri": 33, "Nestor_Kirchner": 37, "Recep_Tayyip_Erdogan": 30, "Roh_Moo-hyun": 32,
    "Serena_Williams": 52, "Silvio_Berlusconi": 33, "Tom_Ridge": 33, "Tony_Blair": 144, "Vicente_Fox": 32,
    "Vladimir_Putin": 49,
}  # fmt: skip

LFW_COUNTS = tuple(PEOPLE.values())
