//! Pages against a scripted publisher and a real store.
