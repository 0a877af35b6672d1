//! What is ArrayFire's own: names, absences and failures. That it computes what the other engines
//! compute, the other tests see, which run on every device there is.
#![cfg(feature = "arrayfire")]

use engine::{Array, Backend, Bytes, Device, Options, Shape, device::catch};

/// Those that ArrayFire finds here.
fn found() -> Vec<Device> {
    Device::available().into_iter().filter(|device| device.is_remote()).collect()
}

/// Not a check, but what the others are worth: without a backend they check little.
#[test]
fn where_these_tests_ran() {
    let names: Vec<_> = found().iter().map(|device| device.name()).collect();
    match names.is_empty() {
        true => println!("ArrayFire found no device here: the engine tests ran without it"),
        false => println!("the engine tests ran on {}", names.join(", ")),
    }
    for device in found() {
        assert!(Device::describe().iter().any(|(name, _)| name == device.name()));
    }
}

#[test]
fn names_lead_to_backends_and_back() {
    for backend in Backend::ALL {
        let device = Device::ArrayFire(backend);
        assert_eq!(device.name().parse(), Ok(device));
    }
    for name in ["arrayfire:", "arrayfire:CUDA", "arrayfire:vulkan", "cuda"] {
        let message = name.parse::<Device>().unwrap_err().to_string();
        assert!(message.contains(&format!("`{name}`")), "{message}");
        assert!(message.contains("arrayfire:cuda"), "{message}");
    }
}

/// A device that is not there is an error that names it, and a panic that says the same for those
/// who did not ask.
#[test]
fn what_is_not_there_says_so() {
    for backend in Backend::ALL {
        let device = Device::ArrayFire(backend);
        let there = found().contains(&device) || (backend == Backend::Best && !found().is_empty());
        match device.open() {
            Ok(()) => assert!(there, "{device}"),
            Err(error) => {
                assert!(!there, "{error}");
                let message = error.to_string();
                let clear = if found().is_empty() { "AF_PATH" } else { device.name() };
                assert!(message.contains(clear), "{message}");
                let options = Options { device, ..Options::default() };
                assert_eq!(catch(|| Array::scalar(1.0, options)).unwrap_err(), error);
            }
        }
    }
}

/// The best one is one of those found, and computes.
#[test]
fn without_a_backend_the_best_is_taken() {
    if let Some(&first) = found().first() {
        let on = |device| Array::matrix(&[[1.0, 2.0]], Options { device, ..Options::default() });
        let (best, named) = (on(Device::ArrayFire(Backend::Best)), on(first));
        assert_eq!(best.matmul_nt(&best), named.matmul_nt(&named));
    }
}

/// Too much for any device. It is an error for those who wait for one, a panic for the others, and
/// afterwards the device works as before.
#[test]
fn too_large_for_the_device() {
    for device in found() {
        let options = Options { device, ..Options::f64() };
        let large =
            || Array::ones(Shape::matrix(1 << 22, 1 << 22), options).matmul(&x(options)).get(0, 0);
        let error = catch(large).unwrap_err();
        assert!(error.to_string().contains("memory"), "{error}");
        let panic = std::panic::catch_unwind(large).unwrap_err();
        assert!(panic.downcast_ref::<String>().is_some_and(|text| text.contains("memory")));
        assert_eq!(Array::vector(&[1.0, 2.0], options).sum(None).item(), 3.0);
    }

    fn x(options: Options) -> Array {
        Array::ones(Shape::matrix(1 << 22, 1), options)
    }
}

/// A mistake of the program passes through, as it is.
#[test]
fn only_devices_are_caught() {
    let panic = std::panic::catch_unwind(|| catch(|| panic!("a slip"))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a slip"));
}

/// Arrays may be made, used and dropped by different threads, on different devices.
#[test]
fn threads_share_arrays() {
    for device in found() {
        let options = Options { device, ..Options::default() };
        let x = Array::ones(Shape::matrix(30, 20), options).scale(0.5);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let sum = x.matmul_nt(&x).sum(None);
                        assert_eq!(sum.item(), 30.0 * 30.0 * 20.0 * 0.25);
                    }
                });
            }
        });
        let made_there = std::thread::spawn(move || Array::ones(Shape::vector(3), options).neg());
        assert_eq!(made_there.join().unwrap().to_vec(), [-1.0; 3]);
    }
}

/// The bytes go to the device once. Their copy there serves all clones.
#[test]
fn bytes_are_uploaded_once() {
    let images = Bytes::new((0..=255).collect(), 16);
    for device in found() {
        let options = Options { device, ..Options::default() };
        let here = images.gather(&[3, 3, 15], 0.0, 1.0, Options::default());
        for copy in [&images, &images.clone()] {
            assert_eq!(copy.gather(&[3, 3, 15], 0.0, 1.0, options), here);
        }
    }
}
