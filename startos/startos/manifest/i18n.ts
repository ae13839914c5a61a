/** At most 80 characters each. */
export const short = {
  en_US: "A control panel for two NVIDIA DGX Sparks that run one language model",
  de_DE: "Steuerung für zwei NVIDIA DGX Spark, auf denen ein Sprachmodell läuft",
  es_ES: "Panel de control para dos NVIDIA DGX Spark con un modelo de lenguaje",
  fr_FR: "Panneau de contrôle pour deux NVIDIA DGX Spark et un modèle de langage",
  pl_PL: "Panel sterowania dla dwóch NVIDIA DGX Spark z jednym modelem językowym",
};

/** At most 500 characters each. */
export const long = {
  en_US:
    "See which model serves, click another one and watch it load phase by phase until it has answered. SparkControl "
    + "watches speech to text and text to speech, keeps a log of what went wrong, tells other apps on the LAN where "
    + "everything is, downloads models and turns recordings into transcripts with speakers. It reaches the Sparks over "
    + "SSH only: nothing is installed on them.",
  de_DE:
    "Sehen, welches Modell antwortet, ein anderes anklicken und zusehen, wie es Schritt für Schritt lädt, bis es "
    + "geantwortet hat. SparkControl beobachtet Spracherkennung und Sprachausgabe, führt Buch über Störungen, sagt "
    + "anderen Apps im LAN, wo alles ist, lädt Modelle herunter und macht aus Aufnahmen Abschriften mit Sprechern. Es "
    + "erreicht die Sparks nur über SSH: auf ihnen wird nichts installiert.",
  es_ES:
    "Vea qué modelo responde, elija otro y siga su carga fase por fase hasta que haya respondido. SparkControl vigila "
    + "la voz a texto y el texto a voz, registra lo que falla, dice a otras aplicaciones de la LAN dónde está todo, "
    + "descarga modelos y convierte grabaciones en transcripciones con hablantes. Llega a los Spark solo por SSH: no "
    + "se instala nada en ellos.",
  fr_FR:
    "Voyez quel modèle répond, choisissez-en un autre et suivez son chargement étape par étape jusqu'à sa première "
    + "réponse. SparkControl surveille la reconnaissance et la synthèse vocales, consigne les pannes, indique aux "
    + "autres applications du LAN où tout se trouve, télécharge des modèles et transcrit des enregistrements avec "
    + "leurs locuteurs. Il ne joint les Spark que par SSH : rien n'y est installé.",
  pl_PL:
    "Zobacz, który model odpowiada, kliknij inny i patrz, jak ładuje się krok po kroku, aż odpowie. SparkControl "
    + "pilnuje rozpoznawania i syntezy mowy, zapisuje, co zawiodło, mówi innym aplikacjom w sieci LAN, gdzie wszystko "
    + "jest, pobiera modele i zamienia nagrania w transkrypcje z mówcami. Łączy się ze Sparkami tylko przez SSH: "
    + "niczego na nich nie instaluje.",
};
