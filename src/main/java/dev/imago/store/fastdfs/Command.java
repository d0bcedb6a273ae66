package dev.imago.store.fastdfs;

/** What can be asked of a tracker or a storage, and the one kind of answer. */
enum Command {
    UPLOAD(11),
    DELETE(12),
    SET_METADATA(13),
    DOWNLOAD(14),
    GET_METADATA(15),
    UPLOAD_SLAVE(21),
    FILE_INFO(22),
    LIST_GROUPS(91),
    LIST_STORAGES(92),
    ANSWER(100),
    PING(111);

    final byte code;

    Command(int code) {
        this.code = (byte) code;
    }
}
