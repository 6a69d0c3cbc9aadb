"""Where a data folder is refused (trust L3), on sample systems and on this one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.services import placement
from app.services.placement import (
    BadPlace,
    Mount,
    mount_of,
    network_filesystems,
    on_stick,
    read_mounts,
    refuse_bad_place,
    sync_folder,
    sync_folders,
    windows_place,
)

MOUNTS = r"""27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 27 0:21 / /proc rw,relatime - proc proc rw
90 27 0:50 / /mnt/share rw,relatime shared:5 master:2 - cifs //server/share rw,vers=3.0
91 27 8:17 / /media/user/U盘 rw,nosuid - vfat /dev/sdb1 rw
92 27 8:33 / /media/user/my\040disk rw - exfat /dev/sdc1 rw
93 27 0:60 / /home/user/remote rw - fuse.sshfs user@host: rw
94 27 8:2 / /home rw - ext4 /dev/sda2 rw
95 94 0:61 / /home rw - nfs4 server:/home rw
a broken line
"""


def on(folder: str) -> Mount | None:
    return mount_of(PurePosixPath(folder), read_mounts(MOUNTS))


@pytest.mark.parametrize(
    ("folder", "filesystem"),
    [
        ("/var/lib/desk", "ext4"),
        ("/mnt/share/司法所", "cifs"),
        ("/mnt/shared", "ext4"),
        ("/media/user/U盘/desk", "vfat"),
        ("/media/user/my disk", "exfat"),
        ("/home/user/remote/desk", "fuse.sshfs"),
    ],
)
def test_a_folder_is_on_the_deepest_mount_above_it(folder, filesystem):
    found = on(folder)
    assert found is not None
    assert found.filesystem == filesystem


def test_of_two_mounts_on_one_point_the_later_counts():
    found = on("/home/user/desk")
    assert found == Mount("/home", "nfs4", "0:61")


def test_shares_are_told_from_disks():
    known = network_filesystems()
    assert {"nfs4", "cifs", "fuse.sshfs", "davfs"} <= known
    assert not {"ext4", "xfs", "btrfs", "ntfs3", "fuseblk", "tmpfs", "overlay"} & known


@pytest.mark.parametrize(
    ("device", "flags", "stick"),
    [
        ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/host6/block/sdb/sdb1", ["0\n"], True),
        ("/sys/devices/pci0000:00/0000:00:1d.0/mmc_host/mmc0/block/mmcblk0/mmcblk0p1", ["1"], True),
        ("/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/block/sda/sda2", ["0\n"], False),
        ("/sys/devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1", [], False),
    ],
)
def test_a_stick_is_told_by_its_path_or_its_flag(device, flags, stick):
    assert on_stick(device, flags) is stick


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("/home/user/坚果云/司法所", "坚果云"),
        ("/home/user/Nutstore Files/desk", "坚果云"),
        ("/Users/me/OneDrive - 某单位/desk", "OneDrive"),
        ("/Users/me/onedrive", "OneDrive"),
        ("/data/BaiduNetdiskWorkspace/a/b", "百度网盘"),
        ("/home/user/wps云盘", "WPS 云盘"),
        ("/home/user/OneDriveOld/desk", None),
        ("/home/user/司法所", None),
    ],
)
def test_a_sync_folder_is_known_by_its_name(folder, title):
    assert sync_folder(Path(folder), sync_folders(), lambda _: False) == title


def test_a_sync_folder_under_another_name_is_known_by_its_marker(tmp_path):
    """A folder the user named himself: the sync program leaves its file there."""
    folder = tmp_path / "我的文件" / "司法所"
    folder.mkdir(parents=True)
    refuse_bad_place(folder)
    (tmp_path / "我的文件" / ".stfolder").mkdir()
    with pytest.raises(BadPlace) as caught:
        refuse_bad_place(folder)
    assert "Syncthing" in caught.value.what
    assert "本机硬盘" in caught.value.do
    assert "没有改动" in caught.value.safe


@pytest.mark.parametrize(
    ("folder", "kind", "place"),
    [
        (r"\\server\share\desk", 3, placement.SHARE),
        (r"Z:\desk", 4, placement.SHARE),
        (r"E:\desk", 2, placement.STICK),
        (r"C:\Users\me\AppData\Local\justice-office-desk", 3, None),
    ],
)
def test_windows_says_what_kind_of_drive_it_is(folder, kind, place):
    asked: list[str] = []

    def drive_type(root):
        asked.append(root)
        return kind

    assert windows_place(PureWindowsPath(folder), drive_type) == place
    assert all(root.endswith("\\") for root in asked), "GetDriveType wants the root"


def test_a_share_on_this_system_is_refused(tmp_path, monkeypatch):
    """The whole way: mountinfo is read, the mount found, the refusal said."""
    line = f"99 1 0:77 / {tmp_path} rw - cifs //server/share rw\n"
    true_read = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *a: line if str(self).startswith("/proc/") else true_read(self, *a),
    )
    with pytest.raises(BadPlace, match="网络共享"):
        refuse_bad_place(tmp_path / "office")
